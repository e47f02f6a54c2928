<#import "template.ftl" as layout>
<#import "account-flows.ftl" as af>
<@af.title "link.invalid.title"/>
<@layout.registrationLayout; section>
  <#if section = "header">
    ${msg("link.invalid.title")}
  <#elseif section = "form">
    <#-- No form: outside a flow there is nothing to post to, and asking for the address of it throws. -->
    <@af.page "link-invalid">
      <p>${msg("link.invalid.lead")}</p>
      <div class="af-actions">
        <@af.link label=msg("link.invalid.ask") href=link.askUrl rank="primary"/>
        <@af.link label=msg("page.signIn") href=link.signInUrl/>
      </div>
    </@af.page>
  </#if>
</@layout.registrationLayout>
