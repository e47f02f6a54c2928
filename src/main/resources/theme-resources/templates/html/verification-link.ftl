<#import "template.ftl" as layout>
<#import "account-flows.ftl" as af>
<@layout.emailLayout>
  <@af.letter>
    <p>${msg(mail.change?then("verification.change.mail.lead", "verification.mail.lead"), realmName)}</p>
    <@af.facts [
      {"label": "mail.account", "value": mail.account},
      {"label": "mail.address", "value": mail.address},
      {"label": "mail.app", "value": mail.client!},
      {"label": "mail.asked", "value": mail.askedAt}
    ]/>
    <p>${msg("verification.mail.next")} ${msg("verification.mail.until", mail.validUntil)}</p>
    <@af.button href=mail.link label=msg("verification.mail.link")/>
    <#if mail.code?has_content>
      <p>${msg("verification.mail.code")}</p>
      <@af.code mail.code/>
      <p>${msg("verification.mail.codeUntil", mail.codeValidUntil)}</p>
      <p>${msg("verification.mail.codeSecret")}</p>
    </#if>
    <p>${msg("verification.mail.notYou")}</p>
  </@af.letter>
</@layout.emailLayout>
