<#ftl output_format="plainText">
<#import "account-flows.ftl" as af>
<@af.letter>
${msg("verification.taken.mail.lead", realmName)}

<@af.facts [
  {"label": "mail.address", "value": mail.address},
  {"label": "mail.asked", "value": mail.askedAt}
]/>

${msg("verification.taken.mail.next")}

${msg("verification.taken.mail.signIn")}
${mail.signInUrl}

${msg("verification.taken.mail.notYou")}
</@af.letter>
