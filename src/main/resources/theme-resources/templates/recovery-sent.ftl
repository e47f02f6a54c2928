<#import "template.ftl" as layout>
<#import "account-flows.ftl" as af>
<@af.title "recovery.sent.title"/>
<@layout.registrationLayout; section>
  <#if section = "header">
    ${msg("recovery.sent.title")}
  <#elseif section = "form">
    <#-- The same words whoever asks, and whatever became of it: this page knows only what was typed (ENU-1). -->
    <@af.page "recovery-sent">
      <#if recovery.tooSoon>
        <@af.alert type="info">${msg("recovery.sent.tooSoon")}</@af.alert>
      <#elseif recovery.resent>
        <@af.alert type="info">${msg("recovery.sent.again")}</@af.alert>
      </#if>
      <div class="af-block">
        <p>${msg("recovery.sent.lead")}</p>
        <@af.who recovery.address/>
        <p>${msg("recovery.sent.onItsWay")} ${msg("recovery.sent.lifetime", af.time(recovery.lifetime))}</p>
      </div>
      <ul class="af-list">
        <li>${msg("recovery.sent.wait")}</li>
        <li>${msg("recovery.sent.nothing")}</li>
        <li>${msg("recovery.sent.limit")}</li>
      </ul>
      <form class="${properties.kcFormClass!}" action="${url.loginAction}" method="post">
        <div class="af-actions">
          <@af.resend pause=recovery.pause! label=msg("recovery.sent.resend")/>
          <@af.button label=msg("recovery.sent.otherAddress") name="other-address" rank="link"/>
          <@af.link label=msg("page.signIn") href=recovery.signInUrl/>
        </div>
      </form>
    </@af.page>
  </#if>
</@layout.registrationLayout>
