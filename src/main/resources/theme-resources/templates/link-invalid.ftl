<#import "template.ftl" as layout>
<#import "account-flows.ftl" as af>
<@af.title "link.invalid.title"/>
<@layout.registrationLayout; section>
  <#if section = "header">
    ${msg("link.invalid.title")}
  <#elseif section = "form">
    <#-- No form: outside a flow there is nothing to post to, and asking for the address of it throws. -->
    <@af.page "link-invalid">
      <div class="af-block">
        <p>${msg("link.invalid.lead")}</p>
        <#if link.verification!false>
          <p>${msg("link.invalid.verification")}</p>
        </#if>
        <#if link.signUp!false>
          <p>${msg("link.invalid.signUp")}</p>
        </#if>
      </div>
      <div class="af-actions">
        <#if link.askUrl?has_content>
          <@af.link label=msg("link.invalid.ask") href=link.askUrl rank="primary"/>
        </#if>
        <@af.link label=msg("page.signIn") href=link.signInUrl rank=link.askUrl?has_content?then("link", "primary")/>
      </div>
    </@af.page>
  </#if>
</@layout.registrationLayout>
