<#import "template.ftl" as layout>
<#import "account-flows.ftl" as af>
<#import "user-profile-commons.ftl" as userProfile>
<#import "register-commons.ftl" as register>
<#assign foreign = registration.mode == "foreign">
<#assign heading = foreign?then("registration.confirm.titleForeign", "registration.confirm.title")>
<#-- The fields of the profile, and the star of those that are required, are the ones of Keycloak's own form. -->
<#assign named = profile.attributes?map(attribute -> attribute.name)>
<#assign faulty = messagesPerField.existsError("termsAccepted")>
<#list named as name><#assign faulty = faulty || messagesPerField.existsError(name)></#list>
<@af.title heading/>
<@layout.registrationLayout displayMessage=messagesPerField.exists("global") displayRequiredFields=named?has_content;
    section>
  <#if section = "header">
    ${msg(heading)}
  <#elseif section = "form">
    <@af.page "registration-confirm">
      <@af.passwordErrors rules=registration.rules errors=registration.errors
          also=faulty?then(msg("registration.confirm.faulty"), "")/>
      <div class="af-block">
        <p>${msg("registration.confirm.lead")}</p>
        <@af.who registration.address/>
        <p>${msg(foreign?then("registration.confirm.fillIn", "registration.confirm.check"))}</p>
      </div>
      <#if foreign><p>${msg("registration.confirm.otherBrowser")}</p></#if>
      <#if registration.organization?has_content>
        <div class="af-block">
          <p>${msg("registration.confirm.organization")}</p>
          <@af.who registration.organization/>
        </div>
      </#if>
      <form class="${properties.kcFormClass!}" action="${url.loginAction}" method="post">
        <#if !named?seq_contains("username")>
          <#-- Password managers keep the pair; nothing of it is posted, for the token names the address. -->
          <input id="email" class="af-unseen" type="text" value="${registration.address}" autocomplete="username" readonly
              tabindex="-1" aria-hidden="true">
        </#if>
        <@userProfile.userProfileFormFields/>
        <@af.newPassword rules=registration.rules errors=registration.errors label=msg("registration.confirm.password")
            again=msg("registration.confirm.passwordAgain") autofocus=false marked=named?has_content/>
        <#if termsAcceptanceRequired??><div class="af-terms"><@register.termsAcceptance/></div></#if>
        <p class="af-small">${msg("registration.confirm.left", af.time(registration.left))}</p>
        <div class="af-actions">
          <@af.button label=msg("registration.confirm.submit") name="confirm"/>
          <@af.link label=msg("page.signIn") href=registration.signInUrl/>
        </div>
      </form>
      <#-- A form of its own: what is not filled in above must not stand in the way of saying no. -->
      <form class="${properties.kcFormClass!} af-apart" action="${url.loginAction}" method="post">
        <div class="af-actions">
          <p id="not-me-hint" class="af-small">${msg("registration.confirm.notMeHint")}</p>
          <@af.button label=msg("registration.confirm.notMe") name="not-me" rank="secondary" describedBy="not-me-hint"/>
        </div>
      </form>
    </@af.page>
  </#if>
</@layout.registrationLayout>
