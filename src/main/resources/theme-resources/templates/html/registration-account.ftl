<#import "template.ftl" as layout>
<#import "account-flows.ftl" as af>
<@layout.emailLayout>
  <@af.letter>
    <p>${msg("registration.account.mail.lead", realmName)}</p>
    <@af.facts [
      {"label": "mail.asked", "value": mail.askedAt}
    ]/>
    <p>${msg("registration.account.mail.next")}</p>
    <@af.button href=mail.signInUrl label=msg("registration.account.mail.signIn")/>
    <#if mail.recoveryUrl?has_content>
      <p>${msg("registration.account.mail.recovery")}<br>
        <a href="${mail.recoveryUrl}" style="color: inherit; word-break: break-all">${mail.recoveryUrl}</a></p>
    </#if>
    <p>${msg("registration.account.mail.notYou")}</p>
  </@af.letter>
</@layout.emailLayout>
