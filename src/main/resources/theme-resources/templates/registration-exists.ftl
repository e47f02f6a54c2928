<#import "template.ftl" as layout>
<#import "account-flows.ftl" as af>
<@af.title "registration.exists.title"/>
<@layout.registrationLayout; section>
  <#if section = "header">
    ${msg("registration.exists.title")}
  <#elseif section = "form">
    <#-- Only the proven owner of the mailbox ever gets here. -->
    <@af.page "registration-exists">
      <div class="af-block">
        <p>${msg("registration.exists.lead")}</p>
        <@af.who registration.account/>
        <p>${msg("registration.exists.unchanged")}</p>
      </div>
      <div class="af-actions">
        <@af.link label=msg("registration.exists.signIn") href=registration.signInUrl!registration.appUrl rank="primary"/>
        <#if registration.recoveryUrl?has_content>
          <@af.link label=msg("registration.exists.recovery") href=registration.recoveryUrl/>
        </#if>
      </div>
    </@af.page>
  </#if>
</@layout.registrationLayout>
