<#import "template.ftl" as layout>
<#import "account-flows.ftl" as af>
<@layout.emailLayout>
  <@af.letter>
    <p>${msg("recovery.noPassword.mail.lead", realmName)}</p>
    <@af.facts [
      {"label": "mail.account", "value": mail.account!},
      {"label": "mail.asked", "value": mail.askedAt}
    ]/>
    <#if mail.ways?has_content>
      <p>${msg("recovery.noPassword.mail.signIn")}</p>
      <@af.ways mail.ways/>
    </#if>
    <#if mail.directory>
      <p>${msg("recovery.noPassword.mail.directory")}</p>
    </#if>
    <p>${msg("recovery.noLink.mail.notYou")}</p>
  </@af.letter>
</@layout.emailLayout>
