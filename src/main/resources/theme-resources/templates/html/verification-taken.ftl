<#import "template.ftl" as layout>
<#import "account-flows.ftl" as af>
<@layout.emailLayout>
  <@af.letter>
    <p>${msg("verification.taken.mail.lead", realmName)}</p>
    <@af.facts [
      {"label": "mail.address", "value": mail.address},
      {"label": "mail.asked", "value": mail.askedAt}
    ]/>
    <p>${msg("verification.taken.mail.next")}</p>
    <@af.button href=mail.signInUrl label=msg("verification.taken.mail.signIn")/>
    <p>${msg("verification.taken.mail.notYou")}</p>
  </@af.letter>
</@layout.emailLayout>
