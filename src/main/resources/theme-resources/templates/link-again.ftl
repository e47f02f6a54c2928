<#import "template.ftl" as layout>
<#import "account-flows.ftl" as af>
<@af.title "link.again.title"/>
<@layout.registrationLayout; section>
  <#if section = "header">
    ${msg("link.again.title")}
  <#elseif section = "form">
    <#-- No form: outside a flow there is nothing to post to, and asking for the address of it throws. -->
    <@af.page "link-again">
      <p>${msg("link.again.lead")}</p>
      <p>${msg("link.again.how")}</p>
      <div class="af-actions">
        <@af.link label=msg("page.signIn") href=link.signInUrl rank="link"/>
      </div>
    </@af.page>
  </#if>
</@layout.registrationLayout>
