<#ftl output_format="plainText">
<#import "account-flows.ftl" as af>
<@af.letter>
${msg(mail.change?then("verification.change.mail.lead", "verification.mail.lead"), realmName)}

<@af.facts [
  {"label": "mail.account", "value": mail.account},
  {"label": "mail.address", "value": mail.address},
  {"label": "mail.app", "value": mail.client!},
  {"label": "mail.asked", "value": mail.askedAt}
]/>

${msg("verification.mail.next")} ${msg("verification.mail.until", mail.validUntil)}

${msg("verification.mail.link")}
${mail.link}
<#if mail.code?has_content>

${msg("verification.mail.code")}

    ${mail.code}

${msg("verification.mail.codeUntil", mail.codeValidUntil)}

${msg("verification.mail.codeSecret")}
</#if>

${msg("verification.mail.notYou")}
</@af.letter>
