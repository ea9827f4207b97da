-- written by `onefold source build` from sources/*.yml; edit that file
-- content 18bc912717f411a0
with

stg_accounting__counterparties as (
    select * from {{ ref('stg_accounting__counterparties') }}
),

stg_accounting__ledger as (
    select * from {{ ref('stg_accounting__ledger') }}
),

stg_legacy_crm__accounts as (
    select * from {{ ref('stg_legacy_crm__accounts') }}
),

stg_legacy_crm__contacts as (
    select * from {{ ref('stg_legacy_crm__contacts') }}
),

stg_legacy_crm__leads as (
    select * from {{ ref('stg_legacy_crm__leads') }}
),

stg_mailing__subscribers as (
    select * from {{ ref('stg_mailing__subscribers') }}
),

stg_web_forms__google_form as (
    select * from {{ ref('stg_web_forms__google_form') }}
),

stg_web_forms__site_posts as (
    select * from {{ ref('stg_web_forms__site_posts') }}
),

accounting__counterparties__rows as (
    select
        record_name,
        source,
        object,
        source_key,
        trust,
        created_at,
        updated_at,
        is_deleted,
        record_state,
        time_zone,
        custom_fields,
        cast(null as varchar) as kind,
        cast(null as varchar) as full_name,
        given_name,
        middle_name,
        family_name,
        organization_name,
        cast(null as varchar) as birth_date,
        cast(null as varchar) as gender,
        tax_id,
        registration_code,
        cast(null as varchar) as national_id,
        country,
        cast(null as varchar) as language,
        cast(null as varchar) as job_title,
        lifecycle,
        cast(null as varchar) as status,
        cast(null as varchar) as lead_source,
        cast(null as varchar) as owner,
        cast(null as varchar) as organization,
        cast(null as varchar) as converted_to,
        cast(null as varchar) as merged_into
    from stg_accounting__counterparties
),

accounting__ledger__rows as (
    select
        record_name,
        source,
        object,
        source_key,
        trust,
        created_at,
        updated_at,
        is_deleted,
        record_state,
        time_zone,
        custom_fields,
        kind,
        full_name,
        cast(null as varchar) as given_name,
        cast(null as varchar) as middle_name,
        cast(null as varchar) as family_name,
        cast(null as varchar) as organization_name,
        cast(null as varchar) as birth_date,
        cast(null as varchar) as gender,
        tax_id,
        cast(null as varchar) as registration_code,
        cast(null as varchar) as national_id,
        country,
        cast(null as varchar) as language,
        cast(null as varchar) as job_title,
        lifecycle,
        cast(null as varchar) as status,
        cast(null as varchar) as lead_source,
        cast(null as varchar) as owner,
        cast(null as varchar) as organization,
        cast(null as varchar) as converted_to,
        cast(null as varchar) as merged_into
    from stg_accounting__ledger
),

legacy_crm__accounts__rows as (
    select
        record_name,
        source,
        object,
        source_key,
        trust,
        created_at,
        updated_at,
        is_deleted,
        record_state,
        time_zone,
        custom_fields,
        kind,
        cast(null as varchar) as full_name,
        cast(null as varchar) as given_name,
        cast(null as varchar) as middle_name,
        cast(null as varchar) as family_name,
        organization_name,
        cast(null as varchar) as birth_date,
        cast(null as varchar) as gender,
        tax_id,
        cast(null as varchar) as registration_code,
        cast(null as varchar) as national_id,
        country,
        cast(null as varchar) as language,
        cast(null as varchar) as job_title,
        lifecycle,
        cast(null as varchar) as status,
        cast(null as varchar) as lead_source,
        owner,
        cast(null as varchar) as organization,
        cast(null as varchar) as converted_to,
        cast(null as varchar) as merged_into
    from stg_legacy_crm__accounts
),

legacy_crm__contacts__rows as (
    select
        record_name,
        source,
        object,
        source_key,
        trust,
        created_at,
        updated_at,
        is_deleted,
        record_state,
        time_zone,
        custom_fields,
        kind,
        cast(null as varchar) as full_name,
        given_name,
        cast(null as varchar) as middle_name,
        family_name,
        cast(null as varchar) as organization_name,
        birth_date,
        cast(null as varchar) as gender,
        cast(null as varchar) as tax_id,
        cast(null as varchar) as registration_code,
        cast(null as varchar) as national_id,
        country,
        cast(null as varchar) as language,
        job_title,
        cast(null as varchar) as lifecycle,
        cast(null as varchar) as status,
        lead_source,
        owner,
        organization,
        cast(null as varchar) as converted_to,
        cast(null as varchar) as merged_into
    from stg_legacy_crm__contacts
),

legacy_crm__leads__rows as (
    select
        record_name,
        source,
        object,
        source_key,
        trust,
        created_at,
        updated_at,
        is_deleted,
        record_state,
        time_zone,
        custom_fields,
        kind,
        cast(null as varchar) as full_name,
        given_name,
        cast(null as varchar) as middle_name,
        family_name,
        organization_name,
        cast(null as varchar) as birth_date,
        cast(null as varchar) as gender,
        cast(null as varchar) as tax_id,
        cast(null as varchar) as registration_code,
        cast(null as varchar) as national_id,
        country,
        cast(null as varchar) as language,
        job_title,
        lifecycle,
        status,
        lead_source,
        owner,
        cast(null as varchar) as organization,
        converted_to,
        cast(null as varchar) as merged_into
    from stg_legacy_crm__leads
),

mailing__subscribers__rows as (
    select
        record_name,
        source,
        object,
        source_key,
        trust,
        created_at,
        updated_at,
        is_deleted,
        record_state,
        time_zone,
        custom_fields,
        cast(null as varchar) as kind,
        full_name,
        cast(null as varchar) as given_name,
        cast(null as varchar) as middle_name,
        cast(null as varchar) as family_name,
        cast(null as varchar) as organization_name,
        cast(null as varchar) as birth_date,
        cast(null as varchar) as gender,
        cast(null as varchar) as tax_id,
        cast(null as varchar) as registration_code,
        cast(null as varchar) as national_id,
        country,
        language,
        cast(null as varchar) as job_title,
        lifecycle,
        cast(null as varchar) as status,
        cast(null as varchar) as lead_source,
        cast(null as varchar) as owner,
        cast(null as varchar) as organization,
        cast(null as varchar) as converted_to,
        cast(null as varchar) as merged_into
    from stg_mailing__subscribers
),

web_forms__google_form__rows as (
    select
        record_name,
        source,
        object,
        source_key,
        trust,
        created_at,
        updated_at,
        is_deleted,
        record_state,
        time_zone,
        custom_fields,
        kind,
        full_name,
        cast(null as varchar) as given_name,
        cast(null as varchar) as middle_name,
        cast(null as varchar) as family_name,
        organization_name,
        birth_date,
        cast(null as varchar) as gender,
        cast(null as varchar) as tax_id,
        cast(null as varchar) as registration_code,
        cast(null as varchar) as national_id,
        country,
        cast(null as varchar) as language,
        cast(null as varchar) as job_title,
        cast(null as varchar) as lifecycle,
        cast(null as varchar) as status,
        cast(null as varchar) as lead_source,
        cast(null as varchar) as owner,
        cast(null as varchar) as organization,
        cast(null as varchar) as converted_to,
        cast(null as varchar) as merged_into
    from stg_web_forms__google_form
),

web_forms__site_posts__rows as (
    select
        record_name,
        source,
        object,
        source_key,
        trust,
        created_at,
        updated_at,
        is_deleted,
        record_state,
        time_zone,
        custom_fields,
        kind,
        full_name,
        cast(null as varchar) as given_name,
        cast(null as varchar) as middle_name,
        cast(null as varchar) as family_name,
        organization_name,
        cast(null as varchar) as birth_date,
        cast(null as varchar) as gender,
        cast(null as varchar) as tax_id,
        cast(null as varchar) as registration_code,
        cast(null as varchar) as national_id,
        country,
        cast(null as varchar) as language,
        cast(null as varchar) as job_title,
        lifecycle,
        cast(null as varchar) as status,
        cast(null as varchar) as lead_source,
        cast(null as varchar) as owner,
        cast(null as varchar) as organization,
        cast(null as varchar) as converted_to,
        cast(null as varchar) as merged_into
    from stg_web_forms__site_posts
),

united as (
    select * from accounting__counterparties__rows
    union all
    select * from accounting__ledger__rows
    union all
    select * from legacy_crm__accounts__rows
    union all
    select * from legacy_crm__contacts__rows
    union all
    select * from legacy_crm__leads__rows
    union all
    select * from mailing__subscribers__rows
    union all
    select * from web_forms__google_form__rows
    union all
    select * from web_forms__site_posts__rows
)

select
    record_name,
    source,
    object,
    source_key,
    trust,
    created_at,
    updated_at,
    is_deleted,
    record_state,
    time_zone,
    custom_fields,
    kind,
    full_name,
    given_name,
    middle_name,
    family_name,
    organization_name,
    birth_date,
    gender,
    tax_id,
    registration_code,
    national_id,
    country,
    language,
    job_title,
    lifecycle,
    status,
    lead_source,
    owner,
    organization,
    converted_to,
    merged_into,
    {{ onefold.value_id([
        'kind',
        'full_name',
        'given_name',
        'middle_name',
        'family_name',
        'organization_name',
        'country'
    ]) }} as name_id,
    case when tax_id is not null then {{ onefold.value_id(['tax_id', 'country']) }} end as tax_id_id
from united
