<#import "template.ftl" as layout>
<#import "account-flows.ftl" as af>
<#assign heading = verification.change?then("verification.sent.titleChange", "verification.sent.title")>
<#assign keeps = verification.change && verification.current?has_content>
<@af.title heading/>
<@layout.registrationLayout; section>
  <#if section = "header">
    ${msg(heading)}
  <#elseif section = "form">
    <#-- The same words whoever has the address, and whatever became of the mail: this page knows only the ask (ENU-2). -->
    <@af.page "verification-sent">
      <#if verification.wrongCode>
        <@af.alert id="wrong">
          <p>${msg("verification.sent.wrongCode")}</p>
          <p>${msg("verification.sent.wrongCodeNext", af.time(verification.codeLifetime))}</p>
        </@af.alert>
      <#elseif verification.notSaved>
        <@af.alert>${msg("verification.notSaved")}</@af.alert>
      <#elseif verification.limited??>
        <@af.alert>${msg("limit.lead", af.time(verification.limited))}</@af.alert>
      <#elseif verification.tooSoon>
        <@af.alert type="info">${msg("verification.sent.tooSoon")}</@af.alert>
      <#elseif verification.resent>
        <@af.alert type="info">${msg("verification.sent.again")}</@af.alert>
      </#if>
      <div class="af-block">
        <p>${msg(verification.change?then("verification.sent.leadChange", "verification.sent.lead"))}</p>
        <@af.who verification.address/>
        <p>${msg("verification.sent.onItsWay")}</p>
        <#if verification.change><p>${msg("verification.sent.unchanged")}</p></#if>
      </div>
      <#-- A form of its own: an empty code must not stand in the way of the buttons below. -->
      <form class="${properties.kcFormClass!}" action="${url.loginAction}" method="post">
        <@af.field name="code" label=msg("verification.sent.code") autocomplete="one-time-code" inputmode="text"
            autocapitalize="characters" autofocus=verification.wrongCode invalid=verification.wrongCode
            describedBy=verification.wrongCode?then("wrong code-hint", "code-hint")>
          <div class="af-help">
            <p id="code-hint">${msg("verification.sent.codeHint", af.time(verification.codeLifetime))}</p>
          </div>
        </@af.field>
        <div class="af-actions">
          <@af.button label=msg("verification.sent.confirm") name="confirm"/>
        </div>
      </form>
      <ul class="af-list">
        <li>${msg("verification.sent.lifetime", af.time(verification.lifetime))}</li>
        <li>${msg("verification.sent.wait")}</li>
        <#if verification.change><li>${msg("verification.sent.taken")}</li></#if>
        <li>${msg("verification.sent.limit")}</li>
      </ul>
      <form class="${properties.kcFormClass!}" action="${url.loginAction}" method="post">
        <div class="af-actions">
          <@af.resend pause=verification.pause! label=msg("verification.sent.resend")/>
          <#if verification.mayChange>
            <@af.button label=msg("verification.sent.changeAddress") name="change-address" rank="link"/>
          </#if>
          <#if verification.cancel>
            <@af.button label=msg(keeps?then("verification.sent.keepAddress", "page.backToApp")) name="cancel"
                rank="link"/>
          </#if>
          <#if verification.signOut>
            <@af.button label=msg("page.signOut") name="sign-out" rank="link"/>
          </#if>
        </div>
      </form>
    </@af.page>
  </#if>
</@layout.registrationLayout>
