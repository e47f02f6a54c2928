<#import "template.ftl" as layout>
<#import "account-flows.ftl" as af>
<@af.title "link.closed.title"/>
<@layout.registrationLayout; section>
  <#if section = "header">
    ${msg("link.closed.title")}
  <#elseif section = "form">
    <#-- No form: outside a flow there is nothing to post to, and asking for the address of it throws. -->
    <@af.page "link-closed">
      <p>${msg("link.closed.lead")}</p>
      <p>${msg("link.closed.unchanged")}</p>
      <#if link.backUrl?has_content>
        <div class="af-actions">
          <@af.link label=msg("page.back") href=link.backUrl rank="secondary"/>
        </div>
      </#if>
    </@af.page>
  </#if>
</@layout.registrationLayout>
