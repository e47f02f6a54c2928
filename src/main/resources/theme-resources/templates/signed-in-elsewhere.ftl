<#import "template.ftl" as layout>
<#import "account-flows.ftl" as af>
<@af.title "elsewhere.title"/>
<@layout.registrationLayout; section>
  <#if section = "header">
    ${msg("elsewhere.title")}
  <#elseif section = "form">
    <@af.page "signed-in-elsewhere">
      <div class="af-block">
        <p>${msg("elsewhere.lead")}</p>
        <@af.who elsewhere.signedInAs/>
        <p>${msg("elsewhere.unchanged")}</p>
      </div>
      <form class="${properties.kcFormClass!}" action="${url.loginAction}" method="post">
        <div class="af-actions">
          <@af.button label=msg("elsewhere.signOut") name="sign-out"/>
          <#if elsewhere.backUrl??>
            <@af.link label=msg("page.backToApp") href=elsewhere.backUrl/>
          </#if>
        </div>
      </form>
    </@af.page>
  </#if>
</@layout.registrationLayout>
