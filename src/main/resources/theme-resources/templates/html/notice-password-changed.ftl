<#import "template.ftl" as layout>
<#import "account-flows.ftl" as af>
<@layout.emailLayout>
  <@af.letter>
    <p>${msg("notice.passwordChanged.mail.lead", realmName)}</p>
    <@af.facts [
      {"label": "mail.account", "value": mail.account},
      {"label": "notice.passwordChanged.mail.changed", "value": mail.changedAt},
      {"label": "mail.device", "value": mail.device!},
      {"label": "mail.network", "value": mail.network!}
    ]/>
    <p>${msg("notice.passwordChanged.mail.you")}</p>
    <p>${msg("notice.passwordChanged.mail.notYou")}</p>
    <#if mail.ways?has_content>
      <p>${msg("way.lead")}</p>
      <@af.ways mail.ways/>
      <p>${msg("way.check")}</p>
    </#if>
  </@af.letter>
</@layout.emailLayout>
