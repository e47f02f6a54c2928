<#import "template.ftl" as layout>
<#import "account-flows.ftl" as af>
<#-- For password generators: https://developer.apple.com/password-rules/ -->
<#function generatorRules rules>
  <#local named = {"lowerCase": "required: lower", "upperCase": "required: upper", "digits": "required: digit",
      "specialChars": "required: special"}>
  <#local all = "">
  <#list rules as rule>
    <#local policy = rule.key?remove_beginning("password.rule.")>
    <#if named[policy]??>
      <#local all += named[policy] + "; ">
    <#elseif policy == "length">
      <#local all += "minlength: " + rule.params[0]?c + "; ">
    <#elseif policy == "maxLength">
      <#local all += "maxlength: " + rule.params[0]?c + "; ">
    </#if>
  </#list>
  <#return all?trim>
</#function>
<@af.title "recovery.newPassword.title"/>
<@layout.registrationLayout; section>
  <#if section = "header">
    ${msg("recovery.newPassword.title")}
  <#elseif section = "form">
    <#assign broken = recovery.rules?filter(rule -> rule.failed)?has_content>
    <#assign mismatch = recovery.errors?filter(error -> error.key == "password.error.mismatch")?has_content>
    <#assign wrong = broken || recovery.errors?has_content>
    <#assign explained = wrong?then("errors ", "") + "hint" + recovery.rules?has_content?then(" rules", "")>
    <@af.page "recovery-new-password">
      <#if wrong>
        <@af.alert id="errors">
          <#if broken><p>${msg("password.error.rules")}</p></#if>
          <#list recovery.errors as error><p>${af.words(error)}</p></#list>
        </@af.alert>
      </#if>
      <form class="${properties.kcFormClass!}" action="${url.loginAction}" method="post">
        <#-- Shown for the person, posted for nobody: password managers store the pair, the server reads the token. -->
        <@af.field name="username" label=msg("recovery.newPassword.account") value=recovery.account
            autocomplete="username" required=false readonly=true/>
        <@af.field name="password-new" label=msg("password.new") type="password" autocomplete="new-password"
            autofocus=true invalid=wrong && (broken || !mismatch || recovery.errors?size gt 1) describedBy=explained
            passwordrules=generatorRules(recovery.rules)>
          <div class="af-help">
            <p id="hint">${msg("password.hint")}</p>
            <#if recovery.rules?has_content>
              <div id="rules">
                <p>${msg("password.rules")}</p>
                <ul class="af-rules">
                  <#list recovery.rules as rule>
                    <li<#if rule.failed> class="af-failed"</#if>>
                      <span class="af-mark" aria-hidden="true">${rule.failed?then("✕", "•")}</span>
                      <span>
                        <#if rule.failed><strong>${msg("password.rule.failed")}</strong></#if>
                        ${af.words(rule)}
                      </span>
                    </li>
                  </#list>
                </ul>
              </div>
            </#if>
          </div>
        </@af.field>
        <@af.field name="password-confirm" label=msg("password.confirm") type="password" autocomplete="new-password"
            invalid=mismatch describedBy=mismatch?then("errors", "")/>
        <div class="af-reveal" data-af-reveal hidden>
          <label class="af-check"><input type="checkbox" autocomplete="off"> ${msg("password.reveal")}</label>
        </div>
        <p class="af-small">${msg("recovery.newPassword.left", af.time(recovery.left))}</p>
        <div class="af-actions">
          <@af.button label=msg("recovery.newPassword.submit")/>
          <@af.link label=msg("page.signIn") href=recovery.signInUrl/>
        </div>
      </form>
    </@af.page>
  </#if>
</@layout.registrationLayout>
