<#import "template.ftl" as layout>
<#import "account-flows.ftl" as af>
<@af.title "limit.title"/>
<@layout.registrationLayout; section>
  <#if section = "header">
    ${msg("limit.title")}
  <#elseif section = "form">
    <@af.page "too-many-requests">
      <p>${msg("limit.lead", af.time(limit.retryAfter))}</p>
      <#if limit.backUrl??>
        <div class="af-actions">
          <@af.link label=msg("page.back") href=limit.backUrl rank="secondary"/>
        </div>
      </#if>
    </@af.page>
  </#if>
</@layout.registrationLayout>
