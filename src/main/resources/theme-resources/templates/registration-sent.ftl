<#import "template.ftl" as layout>
<#import "account-flows.ftl" as af>
<@af.title "registration.sent.title"/>
<@layout.registrationLayout; section>
  <#if section = "header">
    ${msg("registration.sent.title")}
  <#elseif section = "form">
    <#-- The same words whoever signs up, and whatever became of it: this page knows only what was typed (ENU-2). -->
    <@af.page "registration-sent">
      <#if registration.wrongCode>
        <@af.alert id="wrong">
          <p>${msg("registration.sent.wrongCode")}</p>
          <p>${msg("registration.sent.wrongCodeNext", af.time(registration.codeLifetime))}</p>
        </@af.alert>
      <#elseif registration.limited??>
        <@af.alert>${msg("limit.lead", af.time(registration.limited))}</@af.alert>
      <#elseif registration.tooSoon>
        <@af.alert type="info">${msg("registration.sent.tooSoon")}</@af.alert>
      <#elseif registration.resent>
        <@af.alert type="info">${msg("registration.sent.again")}</@af.alert>
      </#if>
      <div class="af-block">
        <p>${msg("registration.sent.lead")}</p>
        <@af.who registration.address/>
        <p>${msg("registration.sent.onItsWay")} ${msg("registration.sent.lifetime", af.time(registration.lifetime))}</p>
      </div>
      <#-- A form of its own: an empty code must not stand in the way of the buttons below. -->
      <form class="${properties.kcFormClass!}" action="${url.loginAction}" method="post">
        <@af.field name="code" label=msg("registration.sent.code") autocomplete="one-time-code" inputmode="text"
            autocapitalize="characters" autofocus=registration.wrongCode invalid=registration.wrongCode
            describedBy=registration.wrongCode?then("wrong code-hint", "code-hint")>
          <div class="af-help">
            <p id="code-hint">${msg("registration.sent.codeHint", af.time(registration.codeLifetime))}</p>
          </div>
        </@af.field>
        <div class="af-actions">
          <@af.button label=msg("registration.sent.confirm") name="confirm"/>
        </div>
      </form>
      <ul class="af-list">
        <li>${msg("registration.sent.wait")}</li>
        <li>${msg("registration.sent.known")}</li>
        <li>${msg("registration.sent.limit")}</li>
      </ul>
      <form class="${properties.kcFormClass!}" action="${url.loginAction}" method="post">
        <div class="af-actions">
          <@af.resend pause=registration.pause! label=msg("registration.sent.resend")/>
          <@af.button label=msg("registration.sent.otherAddress") name="other-address" rank="link"/>
          <@af.link label=msg("page.signIn") href=registration.signInUrl/>
        </div>
      </form>
    </@af.page>
  </#if>
</@layout.registrationLayout>
