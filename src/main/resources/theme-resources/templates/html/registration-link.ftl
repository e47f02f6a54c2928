<#import "template.ftl" as layout>
<#import "account-flows.ftl" as af>
<@layout.emailLayout>
  <@af.letter>
    <p>${msg("registration.mail.lead", realmName)}</p>
    <@af.facts [
      {"label": "mail.address", "value": mail.address},
      {"label": "mail.app", "value": mail.client!},
      {"label": "mail.asked", "value": mail.askedAt}
    ]/>
    <p>${msg("registration.mail.next")} ${msg("registration.mail.until", mail.validUntil)}</p>
    <@af.button href=mail.link label=msg("registration.mail.link")/>
    <#if mail.code?has_content>
      <p>${msg("registration.mail.code")}</p>
      <@af.code mail.code/>
      <p>${msg("registration.mail.codeUntil", mail.codeValidUntil)}</p>
      <p>${msg("registration.mail.codeSecret")}</p>
    </#if>
    <p>${msg("registration.mail.notYou")}</p>
  </@af.letter>
</@layout.emailLayout>
