<#import "template.ftl" as layout>
<#import "account-flows.ftl" as af>
<@layout.emailLayout>
  <@af.letter>
    <p>${msg("recovery.unproven.mail.lead", realmName)}</p>
    <@af.facts [
      {"label": "mail.address", "value": mail.address},
      {"label": "mail.asked", "value": mail.askedAt}
    ]/>
    <p>${msg("recovery.unproven.mail.why")}</p>
    <p>${msg("recovery.unproven.mail.next")}</p>
    <p>${msg("recovery.noLink.mail.notYou")}</p>
  </@af.letter>
</@layout.emailLayout>
