<#import "template.ftl" as layout>
<#import "account-flows.ftl" as af>
<@af.title "recovery.newPassword.title"/>
<@layout.registrationLayout; section>
  <#if section = "header">
    ${msg("recovery.newPassword.title")}
  <#elseif section = "form">
    <@af.page "recovery-new-password">
      <@af.passwordErrors rules=recovery.rules errors=recovery.errors/>
      <form class="${properties.kcFormClass!}" action="${url.loginAction}" method="post">
        <#-- Shown for the person, posted for nobody: password managers store the pair, the server reads the token. -->
        <@af.field name="username" label=msg("recovery.newPassword.account") value=recovery.account
            autocomplete="username" required=false readonly=true/>
        <@af.newPassword rules=recovery.rules errors=recovery.errors/>
        <p class="af-small">${msg("recovery.newPassword.left", af.time(recovery.left))}</p>
        <div class="af-actions">
          <@af.button label=msg("recovery.newPassword.submit")/>
          <@af.link label=msg("page.signIn") href=recovery.signInUrl/>
        </div>
      </form>
    </@af.page>
  </#if>
</@layout.registrationLayout>
