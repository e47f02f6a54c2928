<#import "template.ftl" as layout>
<#import "account-flows.ftl" as af>
<#assign elsewhere = verification.mode == "elsewhere">
<#assign own = verification.change?then("verification.confirm.titleChange", "verification.confirm.title")>
<#assign heading = elsewhere?then("verification.elsewhere.title", own)>
<#assign replaces = verification.change && verification.current?has_content>
<@af.title heading/>
<@layout.registrationLayout; section>
  <#if section = "header">
    ${msg(heading)}
  <#elseif section = "form">
    <@af.page "verification-confirm">
      <#if elsewhere>
        <p>${msg(verification.signedIn?then("verification.elsewhere.leadSignedIn", "verification.elsewhere.lead"))}</p>
        <p>${msg("verification.elsewhere.why")}</p>
        <div class="af-block">
          <p>${msg("verification.elsewhere.account")}</p>
          <@af.who verification.account/>
          <p>${msg(verification.change?then("verification.elsewhere.addressChange", "verification.elsewhere.address"))}</p>
          <@af.who verification.address/>
        </div>
        <div class="af-block">
          <h2 class="af-question">${msg("verification.elsewhere.mine")}</h2>
          <#if verification.signedIn>
            <p>${msg("verification.elsewhere.signInAgainHint")}</p>
          <#else>
            <p>${msg("verification.elsewhere.code")}</p>
            <p>${msg("verification.elsewhere.signInHint")}</p>
          </#if>
        </div>
        <#if verification.signedInAs?has_content>
          <div class="af-block">
            <p>${msg("verification.elsewhere.signedInAs")}</p>
            <@af.who verification.signedInAs/>
          </div>
        </#if>
        <form class="${properties.kcFormClass!}" action="${url.loginAction}" method="post">
          <div class="af-actions">
            <#if verification.signedInAs?has_content>
              <@af.button label=msg("verification.elsewhere.signOut") name="sign-in"/>
            <#else>
              <@af.button label=msg("verification.elsewhere.signIn") name="sign-in"/>
            </#if>
          </div>
        </form>
        <form class="${properties.kcFormClass!} af-apart" action="${url.loginAction}" method="post">
          <div class="af-actions">
            <p id="not-me-hint" class="af-small">${msg("verification.elsewhere.notMeHint")}</p>
            <@af.button label=msg("verification.elsewhere.notMe") name="not-me" rank="secondary" describedBy="not-me-hint"/>
          </div>
        </form>
      <#else>
        <#if verification.notSaved>
          <@af.alert>${msg("verification.notSaved")}</@af.alert>
        </#if>
        <div class="af-block">
          <p>${msg("verification.confirm.account")}</p>
          <@af.who verification.account/>
        </div>
        <div class="af-block">
          <p>${msg(verification.change?then("verification.confirm.addressChange", "verification.confirm.address"))}</p>
          <@af.who verification.address/>
          <#if replaces><p>${msg("verification.confirm.replaces")}</p></#if>
        </div>
        <p class="af-small">${msg("verification.confirm.left", af.time(verification.left))}</p>
        <form class="${properties.kcFormClass!}" action="${url.loginAction}" method="post">
          <div class="af-actions">
            <@af.button label=msg(verification.change?then("verification.confirm.submitChange",
                "verification.confirm.submit")) name="confirm"/>
            <#if verification.cancel>
              <@af.button label=msg(replaces?then("verification.sent.keepAddress", "page.backToApp")) name="cancel"
                  rank="link"/>
            </#if>
            <@af.button label=msg("verification.confirm.signOut") name="sign-out" rank="link"/>
          </div>
        </form>
      </#if>
    </@af.page>
  </#if>
</@layout.registrationLayout>
