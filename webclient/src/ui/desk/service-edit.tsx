/** Writing a service of the directory, beside what phones will show of it. */
import { useId } from "preact/hooks";
import type { DeskKey } from "../../strings/desk.en";
import { BackIcon } from "../components/icons";
import { SERVICE, writeAddress } from "./address";
import type { Option } from "./chip";
import { describeWhat } from "./describe";
import { failureText } from "./done";
import { isSplit, splitNote } from "./edit";
import { HoursEditor } from "./hours-editor";
import { Input } from "./input";
import { useKeys } from "./keys";
import { orgNames, siteNames } from "./names";
import { Action, Nothing } from "./parts";
import { go, goToList, listOf } from "./route";
import { codeLabel, fieldLabel, say, valueLabel } from "./say";
import { mayAdd, mayKeep } from "./service-acts";
import { type ServiceForm, useServiceForm } from "./service-form";
import { ServicePreview } from "./service-preview";
import { me } from "./session";
import { SetPicker } from "./set-picker";
import { useRecordPage } from "./use-page";
import { codesOf, declared } from "./vocabulary";
import type { RecordPage } from "./wire";

export function ServiceEdit({ id }: { readonly id: string | null }) {
  if (id !== null) return <Existing id={id} />;
  return mayAdd() ? <Form page={null} /> : <Missing />;
}

function Existing({ id }: { readonly id: string }) {
  const { page, failure } = useRecordPage(SERVICE, id);
  if (page === null) {
    if (failure === null) return <div class="rows-wait" />;
    return failure.error === "not_found" ? (
      <Missing />
    ) : (
      <Nothing heading text={failureText(failure)} />
    );
  }
  // Who may only read it has the entry's own page.
  return mayKeep(page.fields) ? <Form page={page} /> : <Missing />;
}

function Missing() {
  return (
    <Nothing heading text={say("state.missing")}>
      <Action onPress={() => goToList(SERVICE)}>{say("directory.back")}</Action>
    </Nothing>
  );
}

interface Group {
  readonly title: DeskKey;
  readonly draw: (form: ServiceForm) => preact.ComponentChildren;
}

function Form({ page }: { readonly page: RecordPage | null }) {
  const form = useServiceForm(page);
  const back =
    page === null ? listOf(SERVICE) : ({ view: "record", kind: SERVICE, id: page.id } as const);
  useKeys([{ keys: ["Escape"], label: "keys.back", hint: true, run: () => go(back) }], [page?.id]);
  async function save(confirm: boolean): Promise<void> {
    const saved = await form.save(confirm);
    if (saved !== null) go({ view: "record", kind: SERVICE, id: saved.id });
    else requestAnimationFrame(toFirstProblem);
  }
  const title = page === null ? say("service.new") : describeWhat(SERVICE, page.fields);
  return (
    <section class="write-service" aria-labelledby="service-title">
      <div class="head">
        <a
          class="act act-quiet act-square"
          href={writeAddress(back)}
          aria-label={say("directory.back")}
        >
          <BackIcon />
        </a>
        <h1 id="service-title">{title}</h1>
        {form.touched && page !== null ? (
          <div class="head-end">
            <span class="second">{say("service.unsaved")}</span>
            <Action look="quiet" onPress={form.startAgain}>
              {say("service.again")}
            </Action>
          </div>
        ) : null}
      </div>
      <div class="write-halves">
        <form
          class="form write-form"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void save(false);
          }}
        >
          {GROUPS.map((group) => (
            <section key={group.title} class="panel write-group">
              <h2>{say(group.title)}</h2>
              <div class="form-edit form">{group.draw(form)}</div>
            </section>
          ))}
          <div class="write-save">
            <p class="problem" role="alert">
              {form.problem}
            </p>
            <div class="form-buttons">
              <button type="submit" class="act act-primary" disabled={form.busy}>
                {say(page === null ? "service.create" : "edit.save")}
              </button>
              {page === null ? null : (
                <Action disabled={form.busy} onPress={() => void save(true)}>
                  {say("service.save_confirm")}
                </Action>
              )}
              <a class="act act-plain" href={writeAddress(back)}>
                {say("dialog.cancel")}
              </a>
            </div>
          </div>
        </form>
        <ServicePreview id={page?.id ?? "new"} fields={form.fields} />
      </div>
    </section>
  );
}

/** What is to be put right may stand far above the button. */
function toFirstProblem(): void {
  const place = document.querySelector(".input > .problem, .hours-line > .problem")?.parentElement;
  place?.querySelector<HTMLElement>("input, select, textarea")?.focus();
}

const GROUPS: readonly Group[] = [
  {
    title: "service.group.what",
    draw: (form) => (
      <>
        <Plain form={form} names={["name"]} />
        <Provider form={form} />
        <Plain form={form} names={["description"]} />
        <Codes form={form} name="categories" list="service_category" />
        <Plain
          form={form}
          names={["eligibility", "min_age", "max_age", "documents_required", "fees"]}
        />
      </>
    ),
  },
  {
    title: "service.group.when",
    draw: (form) => (
      <>
        <HoursEditor
          family="schedules"
          before={form.before}
          fields={form.fields}
          onChange={form.set}
        />
        <HoursEditor
          family="exceptions"
          before={form.before}
          fields={form.fields}
          onChange={form.set}
        />
        <Plain form={form} names={["on_holidays"]} />
      </>
    ),
  },
  {
    title: "service.group.where",
    draw: (form) => (
      <>
        <SetPicker
          name="attending"
          options={(declared(SERVICE, "attending/phone")?.key?.values ?? []).map((value) => ({
            value,
            label: valueLabel(value) ?? value,
          }))}
          fields={form.fields}
          onChange={form.set}
        />
        <SetPicker
          name="sites"
          options={named(siteNames.value)}
          fields={form.fields}
          onChange={form.set}
        />
        <Plain form={form} names={["address", "how_to_access", "phone", "email", "url"]} />
        <Codes form={form} name="languages" list="language" />
        <Plain form={form} names={["interpretation"]} />
      </>
    ),
  },
  {
    title: "service.group.referrals",
    draw: (form) => (
      <>
        <Plain form={form} names={["accepts_referrals"]} />
        <Codes form={form} name="referral_types" list="referral_type" />
      </>
    ),
  },
  {
    title: "service.group.now",
    draw: (form) => (
      <Plain form={form} names={["status", "published", "alert", "alert_until", "capacity_note"]} />
    ),
  },
];

function Plain({ form, names }: { readonly form: ServiceForm; readonly names: readonly string[] }) {
  const { page } = form;
  return (
    <>
      {names.map((name) => (
        <Input
          key={name}
          kind={SERVICE}
          name={name}
          value={form.fields[name] ?? null}
          note={page !== null && isSplit(page, name) ? splitNote(page, name) : null}
          problem={form.wrong[name] ?? null}
          open
          onChange={(value) => form.set(name, value)}
        />
      ))}
    </>
  );
}

function Codes(props: {
  readonly form: ServiceForm;
  readonly name: string;
  readonly list: string;
}) {
  const { form, name, list } = props;
  const options = codesOf(list)
    .filter(([, { retired }]) => retired !== true)
    .map(([value]) => ({ value, label: codeLabel(list, value) }));
  return (
    <SetPicker
      name={name}
      options={options}
      fields={form.fields}
      problem={form.wrong[name] ?? null}
      onChange={form.set}
    />
  );
}

/** Who gives it is written once; only the network's coordinators write for others. */
function Provider({ form }: { readonly form: ServiceForm }) {
  const id = useId();
  const provider = String(form.fields["provider"] ?? "");
  const choose = form.page === null && me.value?.user.role === "network";
  return (
    <div class="input">
      <label for={id}>{fieldLabel("provider")}</label>
      <select
        id={id}
        disabled={!choose}
        onChange={(event) => form.set("provider", event.currentTarget.value)}
      >
        {named(orgNames.value)
          .filter(({ value }) => choose || value === provider)
          .map(({ value, label }) => (
            <option key={value} value={value} selected={value === provider}>
              {label}
            </option>
          ))}
      </select>
    </div>
  );
}

function named(names: ReadonlyMap<string, string>): readonly Option[] {
  return [...names]
    .map(([value, label]) => ({ value, label }))
    .sort((a, b) => a.label.localeCompare(b.label));
}
