<#import "template.ftl" as layout>
<#import "account-flows.ftl" as af>
<@af.title "verification.declined.title"/>
<@layout.registrationLayout; section>
  <#if section = "header">
    ${msg("verification.declined.title")}
  <#elseif section = "form">
    <@af.page "verification-declined">
      <div class="af-block">
        <p>${msg("verification.declined.lead")}</p>
        <@af.who verification.address/>
        <p>${msg("verification.declined.noMail")}</p>
      </div>
      <p>${msg("verification.declined.nothingToDo")}</p>
      <#if verification.appUrl?has_content>
        <div class="af-actions">
          <@af.link label=msg("page.backToApp") href=verification.appUrl/>
        </div>
      </#if>
    </@af.page>
  </#if>
</@layout.registrationLayout>
