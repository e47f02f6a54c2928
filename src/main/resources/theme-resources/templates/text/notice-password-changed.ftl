<#ftl output_format="plainText">
<#import "account-flows.ftl" as af>
<@af.letter>
${msg("notice.passwordChanged.mail.lead", realmName)}

<@af.facts [
  {"label": "mail.account", "value": mail.account},
  {"label": "notice.passwordChanged.mail.changed", "value": mail.changedAt},
  {"label": "mail.device", "value": mail.device!},
  {"label": "mail.network", "value": mail.network!}
]/>

${msg("notice.passwordChanged.mail.you")}

${msg("notice.passwordChanged.mail.notYou")}
<#if mail.ways?has_content>

${msg("way.lead")}

<@af.ways mail.ways/>

${msg("way.check")}
</#if>
</@af.letter>
