<#import "template.ftl" as layout>
<#import "account-flows.ftl" as af>
<@layout.emailLayout>
  <@af.letter>
    <p>${msg("verification.cancel.mail.lead", realmName)}</p>
    <@af.facts [
      {"label": "mail.account", "value": mail.account},
      {"label": "mail.newAddress", "value": mail.newAddress!},
      {"label": "mail.asked", "value": mail.askedAt},
      {"label": "mail.device", "value": mail.device!},
      {"label": "mail.network", "value": mail.network!}
    ]/>
    <p>${msg("verification.cancel.mail.you")}</p>
    <p>${msg("verification.cancel.mail.notYou")}</p>
    <@af.button href=mail.link label=msg("verification.cancel.mail.link")/>
    <p>${msg("verification.cancel.mail.until", mail.validUntil)}</p>
  </@af.letter>
</@layout.emailLayout>
