<#import "template.ftl" as layout>
<#import "account-flows.ftl" as af>
<#assign help = {}>
<#if verification.helpHref?has_content>
  <#assign help = {"href": verification.helpHref, "text": verification.helpText}>
</#if>
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
      <#if verification.recoveryUrl?has_content>
        <p>${msg("verification.cancelled.next")}</p>
      <#else>
        <div class="af-block">
          <p>${msg("verification.cancelled.nextByHelp")}</p>
          <@af.help help/>
        </div>
      </#if>
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
