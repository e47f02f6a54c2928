<#ftl output_format="plainText">
<#import "account-flows.ftl" as af>
<@af.letter>
${msg("recovery.noPassword.mail.lead", realmName)}

<@af.facts [
  {"label": "mail.account", "value": mail.account!},
  {"label": "mail.asked", "value": mail.askedAt}
]/>

<#if mail.ways?has_content>
${msg("recovery.noPassword.mail.signIn")}

<@af.ways mail.ways/>

</#if>
<#if mail.directory>
${msg("recovery.noPassword.mail.directory")}

</#if>
${msg("recovery.noLink.mail.notYou")}
</@af.letter>
