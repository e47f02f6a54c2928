<#import "template.ftl" as layout>
<#import "account-flows.ftl" as af>
<@af.title "registration.declined.title"/>
<@layout.registrationLayout; section>
  <#if section = "header">
    ${msg("registration.declined.title")}
  <#elseif section = "form">
    <@af.page "registration-declined">
      <div class="af-block">
        <p>${msg("registration.declined.lead")}</p>
        <@af.who registration.account/>
        <p>${msg("registration.declined.erased")}</p>
      </div>
      <p>${msg("registration.declined.nothingToDo")}</p>
      <#if registration.appUrl?has_content>
        <div class="af-actions">
          <#if registration.appName?has_content>
            <@af.link label=msg("registration.declined.openApp", registration.appName) href=registration.appUrl/>
          <#else>
            <@af.link label=msg("page.backToApp") href=registration.appUrl/>
          </#if>
        </div>
      </#if>
    </@af.page>
  </#if>
</@layout.registrationLayout>
