<#import "template.ftl" as layout>
<#import "account-flows.ftl" as af>
<#-- Nobody is told what the link was: whoever reads picks the line that is theirs. -->
<#assign cases = []>
<#if link.signUp!false><#assign cases += ["link.invalid.signUp"]></#if>
<#if link.verification!false><#assign cases += ["link.invalid.verification"]></#if>
<#if link.change!false><#assign cases += ["link.invalid.change", "link.invalid.cancel"]></#if>
<#if cases?has_content && link.askUrl?has_content><#assign cases = ["link.invalid.password"] + cases></#if>
<@af.title "link.invalid.title"/>
<@layout.registrationLayout; section>
  <#if section = "header">
    ${msg("link.invalid.title")}
  <#elseif section = "form">
    <#-- No form: outside a flow there is nothing to post to, and asking for the address of it throws. -->
    <@af.page "link-invalid">
      <p>${msg("link.invalid.lead")}</p>
      <#if cases?size gt 1>
        <ul class="af-list">
          <#list cases as case><li>${msg(case)}</li></#list>
        </ul>
      <#elseif cases?has_content>
        <p>${msg(cases[0])}</p>
      </#if>
      <#if link.change!false><@af.help link.help!/></#if>
      <#-- A new password is the way on from one kind of link only: it comes first where there is no other. -->
      <div class="af-actions">
        <#if link.askUrl?has_content && !cases?has_content>
          <@af.link label=msg("link.invalid.recovery") href=link.askUrl rank="primary"/>
          <@af.link label=msg("page.signIn") href=link.signInUrl/>
        <#else>
          <@af.link label=msg("page.signIn") href=link.signInUrl rank="primary"/>
          <#if link.askUrl?has_content>
            <@af.link label=msg("link.invalid.recovery") href=link.askUrl/>
          </#if>
        </#if>
      </div>
    </@af.page>
  </#if>
</@layout.registrationLayout>
