<#ftl output_format="plainText">
<#import "account-flows.ftl" as af>
<@af.letter>
${msg("notice.addressChanged.mail.lead", realmName)}

<@af.facts [
  {"label": "mail.account", "value": mail.account},
  {"label": "mail.newAddress", "value": mail.newAddress!},
  {"label": "notice.addressChanged.mail.changed", "value": mail.changedAt},
  {"label": "mail.device", "value": mail.device!},
  {"label": "mail.network", "value": mail.network!}
]/>

${msg("notice.addressChanged.mail.from")}

${msg("notice.addressChanged.mail.you")}

${msg("notice.addressChanged.mail.notYou")}
</@af.letter>
