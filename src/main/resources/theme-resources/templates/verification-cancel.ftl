<#import "template.ftl" as layout>
<#import "account-flows.ftl" as af>
<@af.title "verification.cancel.title"/>
<@layout.registrationLayout; section>
  <#if section = "header">
    ${msg("verification.cancel.title")}
  <#elseif section = "form">
    <@af.page "verification-cancel">
      <div class="af-block">
        <p>${msg("verification.cancel.account")}</p>
        <@af.who verification.account/>
      </div>
      <p>${msg("verification.cancel.notYou")}</p>
      <p class="af-small">${msg("verification.cancel.left", af.time(verification.left))}</p>
      <form class="${properties.kcFormClass!}" action="${url.loginAction}" method="post">
        <div class="af-actions">
          <@af.button label=msg("verification.cancel.submit") name="confirm"/>
          <#if verification.backUrl?has_content>
            <@af.link label=msg("verification.cancel.itWasMe") href=verification.backUrl/>
          </#if>
        </div>
      </form>
    </@af.page>
  </#if>
</@layout.registrationLayout>
