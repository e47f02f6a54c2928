<#import "template.ftl" as layout>
<#import "account-flows.ftl" as af>
<#assign correct = verification.mode == "correct">
<#assign refused = verification.refused!"">
<#assign none = !verification.current?has_content>
<#assign heading = correct?then("verification.correct.title", "verification.change.title")>
<#assign label = correct?then("verification.correct.email", "verification.change.email")>
<#assign hint = correct?then("verification.correct.hint", "verification.change.hint")>
<#if none && !refused?has_content>
  <#assign heading = "verification.add.title" label = "verification.add.email" hint = "verification.add.hint">
</#if>
<#assign reasons = {"factor": "verification.change.factor", "stale": "verification.change.stale",
    "readOnly": "verification.change.readOnly"}>
<#assign wrong = (verification.errors![])?map(error -> af.words(error))?join(" ")>
<@af.title heading/>
<@layout.registrationLayout; section>
  <#if section = "header">
    ${msg(heading)}
  <#elseif section = "form">
    <@af.page "verification-change">
      <#if verification.limited??>
        <@af.alert>${msg("limit.lead", af.time(verification.limited))}</@af.alert>
      </#if>
      <#if !none>
        <div class="af-block">
          <p>${msg(correct?then("verification.correct.current", "verification.change.current"))}</p>
          <@af.who verification.current/>
        </div>
      </#if>
      <#if refused?has_content>
        <p>${msg(reasons[refused])}</p>
        <@af.help verification.help!/>
      <#else>
        <form class="${properties.kcFormClass!}" action="${url.loginAction}" method="post">
          <#-- Not type="email": browsers rewrite what is typed there (IDN), and refuse what we'd take. -->
          <@af.field name="email" label=msg(label) value=verification.typed! autocomplete="email" inputmode="email"
              autofocus=true invalid=wrong?has_content
              describedBy=wrong?has_content?then("email-error email-hint", "email-hint")>
            <#if wrong?has_content><@af.fieldError id="email-error" text=wrong/></#if>
            <div class="af-help">
              <p id="email-hint">${msg(hint)}</p>
            </div>
          </@af.field>
          <div class="af-actions">
            <@af.button label=msg("verification.change.submit") name="confirm"/>
          </div>
        </form>
      </#if>
      <#-- A form of its own: an empty field must not stand in the way back. -->
      <form class="${properties.kcFormClass!}" action="${url.loginAction}" method="post">
        <div class="af-actions">
          <#if verification.back>
            <@af.button label=msg("page.back") name="cancel" rank=refused?has_content?then("primary", "link")/>
          <#elseif verification.cancel>
            <@af.button label=msg((none || refused?has_content)?then("page.backToApp", "verification.sent.keepAddress"))
                name="cancel" rank=refused?has_content?then("primary", "link")/>
          </#if>
          <#if verification.signOut>
            <@af.button label=msg("page.signOut") name="sign-out" rank="link"/>
          </#if>
        </div>
      </form>
    </@af.page>
  </#if>
</@layout.registrationLayout>
