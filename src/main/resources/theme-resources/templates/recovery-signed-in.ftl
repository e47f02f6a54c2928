<#import "template.ftl" as layout>
<#import "account-flows.ftl" as af>
<@af.title "recovery.signedIn.title"/>
<@layout.registrationLayout; section>
  <#if section = "header">
    ${msg("recovery.signedIn.title")}
  <#elseif section = "form">
    <@af.page "recovery-signed-in">
      <div class="af-block">
        <p>${msg("recovery.signedIn.lead")}</p>
        <@af.who recovery.account/>
      </div>
      <#if recovery.address??>
        <div class="af-block">
          <p>${msg("recovery.signedIn.mail")}</p>
          <@af.who recovery.address/>
        </div>
      <#else>
        <p>${msg("recovery.signedIn.noMail")}</p>
      </#if>
      <form class="${properties.kcFormClass!}" action="${url.loginAction}" method="post">
        <div class="af-actions">
          <#if recovery.address??>
            <@af.button label=msg("recovery.signedIn.confirm") name="confirm"/>
          </#if>
          <@af.button label=msg("recovery.signedIn.changePassword") name="change-password"
              rank=(recovery.address??)?then("secondary", "primary")/>
          <@af.button label=msg("page.back") name="cancel" rank="link"/>
          <@af.button label=msg("page.signOut") name="sign-out" rank="link"/>
        </div>
      </form>
    </@af.page>
  </#if>
</@layout.registrationLayout>
