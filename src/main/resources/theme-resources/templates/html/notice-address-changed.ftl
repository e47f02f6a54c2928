<#import "template.ftl" as layout>
<#import "account-flows.ftl" as af>
<@layout.emailLayout>
  <@af.letter>
    <p>${msg("notice.addressChanged.mail.lead", realmName)}</p>
    <@af.facts [
      {"label": "mail.account", "value": mail.account},
      {"label": "mail.newAddress", "value": mail.newAddress!},
      {"label": "notice.addressChanged.mail.changed", "value": mail.changedAt},
      {"label": "mail.device", "value": mail.device!},
      {"label": "mail.network", "value": mail.network!}
    ]/>
    <p>${msg("notice.addressChanged.mail.from")}</p>
    <p>${msg("notice.addressChanged.mail.you")}</p>
    <p>${msg("notice.addressChanged.mail.notYou")}</p>
  </@af.letter>
</@layout.emailLayout>
