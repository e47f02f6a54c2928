<#import "template.ftl" as layout>
<#import "account-flows.ftl" as af>
<@layout.emailLayout>
  <@af.letter>
    <p>${msg("recovery.mail.lead", realmName)}</p>
    <@af.facts [
      {"label": "mail.account", "value": mail.account},
      {"label": "mail.asked", "value": mail.askedAt}
    ]/>
    <p>${msg("recovery.mail.until", mail.validUntil)}</p>
    <@af.button href=mail.link label=msg("recovery.mail.link")/>
    <p>${msg("recovery.mail.notYou")}</p>
  </@af.letter>
</@layout.emailLayout>
