<#import "template.ftl" as layout>
<#import "account-flows.ftl" as af>
<@layout.emailLayout>
  <@af.letter>
    <p>${msg("recovery.noAccount.mail.lead", realmName)}</p>
    <@af.facts [
      {"label": "mail.address", "value": mail.address},
      {"label": "mail.asked", "value": mail.askedAt}
    ]/>
    <p>${msg("recovery.noAccount.mail.otherAddress")}</p>
    <p>${msg("recovery.noAccount.mail.notYou")}</p>
  </@af.letter>
</@layout.emailLayout>
