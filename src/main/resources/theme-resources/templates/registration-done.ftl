<#import "template.ftl" as layout>
<#import "account-flows.ftl" as af>
<@af.title "registration.done.title"/>
<@layout.registrationLayout; section>
  <#if section = "header">
    ${msg("registration.done.title")}
  <#elseif section = "form">
    <@af.page "registration-done">
      <div class="af-block">
        <p>${msg("registration.done.lead")}</p>
        <@af.who registration.account/>
        <p>${msg("registration.done.goOn")}</p>
      </div>
      <div class="af-actions">
        <#if registration.appName?has_content>
          <@af.link label=msg("registration.done.openApp", registration.appName) href=registration.appUrl rank="primary"/>
        <#else>
          <@af.link label=msg("registration.done.open") href=registration.appUrl rank="primary"/>
        </#if>
      </div>
    </@af.page>
  </#if>
</@layout.registrationLayout>
