<#ftl output_format="plainText">
<#import "account-flows.ftl" as af>
<@af.letter>
${msg("registration.mail.lead", realmName)}

<@af.facts [
  {"label": "mail.address", "value": mail.address},
  {"label": "mail.app", "value": mail.client!},
  {"label": "mail.asked", "value": mail.askedAt}
]/>

${msg("registration.mail.next")} ${msg("registration.mail.until", mail.validUntil)}

${msg("registration.mail.link")}
${mail.link}
<#if mail.code?has_content>

${msg("registration.mail.code")}

    ${mail.code}

${msg("registration.mail.codeUntil", mail.codeValidUntil)}

${msg("registration.mail.codeSecret")}
</#if>

${msg("registration.mail.notYou")}
</@af.letter>
