<#import "template.ftl" as layout>
<#import "account-flows.ftl" as af>
<#assign busy = limit.busy!false>
<#assign heading = busy?then("limit.busy.title", "limit.title")>
<#assign leads_out = (limit.cancel!false) || (limit.signOut!false)>
<@af.title heading/>
<@layout.registrationLayout; section>
  <#if section = "header">
    ${msg(heading)}
  <#elseif section = "form">
    <@af.page "too-many-requests">
      <p>${msg(busy?then("limit.busy.lead", "limit.lead"), af.time(limit.retryAfter))}</p>
      <#if limit.backUrl??>
        <div class="af-actions">
          <@af.link label=msg(leads_out?then("page.again", "page.back")) href=limit.backUrl rank="secondary"/>
        </div>
      </#if>
      <#-- Only within a required action: outside a flow there is nothing to post to, and asking for the address of it
           throws. -->
      <#if leads_out>
        <form class="${properties.kcFormClass!}" action="${url.loginAction}" method="post">
          <div class="af-actions">
            <#if limit.cancel!false><@af.button label=msg("page.backToApp") name="cancel" rank="link"/></#if>
            <#if limit.signOut!false><@af.button label=msg("page.signOut") name="sign-out" rank="link"/></#if>
          </div>
        </form>
      </#if>
    </@af.page>
  </#if>
</@layout.registrationLayout>
