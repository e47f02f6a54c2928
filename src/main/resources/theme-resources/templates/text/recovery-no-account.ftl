<#ftl output_format="plainText">
<#import "account-flows.ftl" as af>
<@af.letter>
${msg("recovery.noAccount.mail.lead", realmName)}

<@af.facts [
  {"label": "mail.address", "value": mail.address},
  {"label": "mail.asked", "value": mail.askedAt}
]/>

${msg("recovery.noAccount.mail.otherAddress")}

${msg("recovery.noAccount.mail.notYou")}
</@af.letter>
