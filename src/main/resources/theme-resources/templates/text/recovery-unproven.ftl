<#ftl output_format="plainText">
<#import "account-flows.ftl" as af>
<@af.letter>
${msg("recovery.unproven.mail.lead", realmName)}

<@af.facts [
  {"label": "mail.address", "value": mail.address},
  {"label": "mail.asked", "value": mail.askedAt}
]/>

${msg("recovery.unproven.mail.why")}

${msg("recovery.unproven.mail.next")}

${msg("recovery.noLink.mail.notYou")}
</@af.letter>
