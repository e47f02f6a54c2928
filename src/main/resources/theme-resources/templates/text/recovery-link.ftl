<#ftl output_format="plainText">
<#import "account-flows.ftl" as af>
<@af.letter>
${msg("recovery.mail.lead", realmName)}

<@af.facts [
  {"label": "mail.account", "value": mail.account},
  {"label": "mail.asked", "value": mail.askedAt}
]/>

${msg("recovery.mail.until", mail.validUntil)}

${msg("recovery.mail.link")}
${mail.link}

${msg("recovery.mail.notYou")}
</@af.letter>
