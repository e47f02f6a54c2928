<#ftl output_format="plainText">
<#import "account-flows.ftl" as af>
<@af.letter>
${msg("registration.account.mail.lead", realmName)}

<@af.facts [
  {"label": "mail.asked", "value": mail.askedAt}
]/>

${msg("registration.account.mail.next")}

${msg("registration.account.mail.signIn")}
${mail.signInUrl}
<#if mail.recoveryUrl?has_content>

${msg("registration.account.mail.recovery")}
${mail.recoveryUrl}
</#if>

${msg("registration.account.mail.notYou")}
</@af.letter>
