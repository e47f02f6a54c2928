<#import "template.ftl" as layout>
<#import "account-flows.ftl" as af>
<@af.title "recovery.done.title"/>
<@layout.registrationLayout; section>
  <#if section = "header">
    ${msg("recovery.done.title")}
  <#elseif section = "form">
    <@af.page "recovery-done">
      <@af.who recovery.account/>
      <p>${msg("recovery.done.lead")}</p>
      <#if recovery.ways?has_content>
        <div class="af-block" data-ways>
          <p>${msg("way.lead")}</p>
          <@af.ways recovery.ways/>
          <p>${msg("way.check")}</p>
        </div>
      </#if>
      <#if recovery.sameBrowser>
        <p>${msg("recovery.done.goOn")}</p>
      </#if>
      <div class="af-actions">
        <#if recovery.sameBrowser>
          <@af.link label=msg("recovery.done.signIn") href=recovery.signInUrl rank="primary"/>
        <#elseif recovery.appName?has_content>
          <@af.link label=msg("recovery.done.openApp", recovery.appName) href=recovery.signInUrl rank="primary"/>
        <#else>
          <@af.link label=msg("recovery.done.open") href=recovery.signInUrl rank="primary"/>
        </#if>
      </div>
    </@af.page>
  </#if>
</@layout.registrationLayout>
