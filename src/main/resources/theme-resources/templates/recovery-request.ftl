<#import "template.ftl" as layout>
<#import "account-flows.ftl" as af>
<@af.title "recovery.request.title"/>
<@layout.registrationLayout; section>
  <#if section = "header">
    ${msg("recovery.request.title")}
  <#elseif section = "form">
    <#if realm.duplicateEmailsAllowed>
      <#assign label = msg("recovery.request.username")>
    <#else>
      <#assign label = msg(recovery.usernames?then("recovery.request.usernameOrEmail", "recovery.request.email"))>
    </#if>
    <@af.page "recovery-request">
      <p id="lead">${msg("recovery.request.lead")}</p>
      <form class="${properties.kcFormClass!}" action="${url.loginAction}" method="post">
        <#-- Not type="email": browsers rewrite what is typed there (IDN), and refuse what we'd take. -->
        <@af.field name="username" label=label value=recovery.username autocomplete="username" autofocus=true
            inputmode=recovery.usernames?then("", "email") invalid=recovery.error??
            describedBy=(recovery.error??)?then("username-error lead", "lead")>
          <#if recovery.error??><@af.fieldError id="username-error" text=af.words(recovery.error)/></#if>
        </@af.field>
        <div class="af-actions">
          <@af.button label=msg("recovery.request.submit")/>
          <@af.link label=msg("page.signIn") href=recovery.signInUrl/>
        </div>
      </form>
    </@af.page>
  </#if>
</@layout.registrationLayout>
