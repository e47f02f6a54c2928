<#import "template.ftl" as layout>
<#import "account-flows.ftl" as af>
<@af.title "verification.cancelled.title"/>
<@layout.registrationLayout; section>
  <#if section = "header">
    ${msg("verification.cancelled.title")}
  <#elseif section = "form">
    <@af.page "verification-cancelled">
      <div class="af-block">
        <p>${msg("verification.cancelled.lead")}</p>
        <@af.who verification.account/>
        <p>${msg("verification.cancelled.signedOut")}</p>
      </div>
      <p>${msg("verification.cancelled.next")}</p>
      <div class="af-actions">
        <#if verification.recoveryUrl?has_content>
          <@af.link label=msg("verification.cancelled.recovery") href=verification.recoveryUrl rank="primary"/>
        </#if>
        <#if verification.appUrl?has_content>
          <@af.link label=msg("page.backToApp") href=verification.appUrl
              rank=verification.recoveryUrl?has_content?then("link", "primary")/>
        </#if>
      </div>
    </@af.page>
  </#if>
</@layout.registrationLayout>
