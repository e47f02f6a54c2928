<#ftl output_format="plainText">
<#import "account-flows.ftl" as af>
<@af.letter>
${msg("verification.cancel.mail.lead", realmName)}

<@af.facts [
  {"label": "mail.account", "value": mail.account},
  {"label": "mail.newAddress", "value": mail.newAddress!},
  {"label": "mail.asked", "value": mail.askedAt},
  {"label": "mail.device", "value": mail.device!},
  {"label": "mail.network", "value": mail.network!}
]/>

${msg("verification.cancel.mail.you")}

${msg("verification.cancel.mail.notYou")}

${msg("verification.cancel.mail.link")}
${mail.link}

${msg("verification.cancel.mail.until", mail.validUntil)}
</@af.letter>
