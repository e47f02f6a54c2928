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
        <#if foreign>
          <p>${msg("registration.confirm.leadForeign")}</p>
          <p>${msg("registration.confirm.otherBrowser")}</p>
        <#else>
          <p>${msg("registration.confirm.lead")}</p>
        </#if>
      </div>
      <#if registration.organization?has_content>
        <div class="af-block">
          <p>${msg("registration.confirm.organization")}</p>
          <@af.who registration.organization/>
        </div>
      </#if>
      <form class="${properties.kcFormClass!}" action="${url.loginAction}" method="post">
        <#-- Shown for the person and for password managers: what counts is the address that the token names. -->
        <@af.field name="email" label=msg("registration.confirm.address") value=registration.address required=false
            readonly=true autocomplete=named?seq_contains("username")?then("email", "username")/>
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
        <p id="not-me-hint" class="af-small">${msg("registration.confirm.notMeHint")}</p>
        <@af.button label=msg("registration.confirm.notMe") name="not-me" rank="secondary" describedBy="not-me-hint"/>
      </form>
    </@af.page>
  </#if>
</@layout.registrationLayout>
