-- written by `onefold source build` from sources/*.yml; edit that file
-- content 560ab238a9444e49
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

stg_legacy_crm__contact_emails as (
    select * from {{ ref('stg_legacy_crm__contact_emails') }}
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

accounting__counterparties__contact_point__email__primary as (
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
        cast(null as json) as custom_fields,
        record_name as party,
        'email' as channel,
        'primary' as label,
        email__primary as value,
        country,
        true as is_primary,
        1 as ordinal
    from stg_accounting__counterparties
    where email__primary is not null
),

accounting__counterparties__contact_point__phone__primary as (
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
        cast(null as json) as custom_fields,
        record_name as party,
        'phone' as channel,
        'primary' as label,
        phone__primary as value,
        coalesce(phone__primary__country, country) as country,
        true as is_primary,
        2 as ordinal
    from stg_accounting__counterparties
    where phone__primary is not null
),

accounting__ledger__contact_point__phone__primary as (
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
        cast(null as json) as custom_fields,
        record_name as party,
        'phone' as channel,
        'primary' as label,
        phone__primary as value,
        coalesce(phone__primary__country, country) as country,
        true as is_primary,
        1 as ordinal
    from stg_accounting__ledger
    where phone__primary is not null
),

accounting__ledger__contact_point__email__primary as (
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
        cast(null as json) as custom_fields,
        record_name as party,
        'email' as channel,
        'primary' as label,
        email__primary as value,
        country,
        true as is_primary,
        2 as ordinal
    from stg_accounting__ledger
    where email__primary is not null
),

legacy_crm__accounts__contact_point__phone__office as (
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
        cast(null as json) as custom_fields,
        record_name as party,
        'phone' as channel,
        'office' as label,
        phone__office as value,
        coalesce(phone__office__country, country) as country,
        cast(null as boolean) as is_primary,
        1 as ordinal
    from stg_legacy_crm__accounts
    where phone__office is not null
),

legacy_crm__accounts__contact_point__phone__alternate as (
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
        cast(null as json) as custom_fields,
        record_name as party,
        'phone' as channel,
        'alternate' as label,
        phone__alternate as value,
        coalesce(phone__alternate__country, country) as country,
        cast(null as boolean) as is_primary,
        2 as ordinal
    from stg_legacy_crm__accounts
    where phone__alternate is not null
),

legacy_crm__accounts__contact_point__website__website as (
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
        cast(null as json) as custom_fields,
        record_name as party,
        'website' as channel,
        'website' as label,
        website__website as value,
        country,
        cast(null as boolean) as is_primary,
        3 as ordinal
    from stg_legacy_crm__accounts
    where website__website is not null
),

legacy_crm__contacts__contact_point__phone__mobile as (
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
        cast(null as json) as custom_fields,
        record_name as party,
        'phone' as channel,
        'mobile' as label,
        phone__mobile as value,
        coalesce(phone__mobile__country, country) as country,
        cast(null as boolean) as is_primary,
        1 as ordinal
    from stg_legacy_crm__contacts
    where phone__mobile is not null
),

legacy_crm__contacts__contact_point__phone__work as (
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
        cast(null as json) as custom_fields,
        record_name as party,
        'phone' as channel,
        'work' as label,
        phone__work as value,
        coalesce(phone__work__country, country) as country,
        cast(null as boolean) as is_primary,
        2 as ordinal
    from stg_legacy_crm__contacts
    where phone__work is not null
),

legacy_crm__contacts__contact_point__phone__home as (
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
        cast(null as json) as custom_fields,
        record_name as party,
        'phone' as channel,
        'home' as label,
        phone__home as value,
        coalesce(phone__home__country, country) as country,
        cast(null as boolean) as is_primary,
        3 as ordinal
    from stg_legacy_crm__contacts
    where phone__home is not null
),

legacy_crm__leads__contact_point__phone__mobile as (
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
        cast(null as json) as custom_fields,
        record_name as party,
        'phone' as channel,
        'mobile' as label,
        phone__mobile as value,
        coalesce(phone__mobile__country, country) as country,
        cast(null as boolean) as is_primary,
        1 as ordinal
    from stg_legacy_crm__leads
    where phone__mobile is not null
),

legacy_crm__leads__contact_point__phone__work as (
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
        cast(null as json) as custom_fields,
        record_name as party,
        'phone' as channel,
        'work' as label,
        phone__work as value,
        coalesce(phone__work__country, country) as country,
        cast(null as boolean) as is_primary,
        2 as ordinal
    from stg_legacy_crm__leads
    where phone__work is not null
),

legacy_crm__contact_emails__rows as (
    select
        coalesce(cast(party as varchar), record_name) as record_name,
        cast(source as varchar) as source,
        cast(object as varchar) as object,
        cast(source_key as varchar) as source_key,
        cast(trust as bigint) as trust,
        cast(created_at as timestamp) as created_at,
        cast(updated_at as timestamp) as updated_at,
        cast(is_deleted as boolean) as is_deleted,
        case when is_deleted then 'deleted' else 'active' end as record_state,
        'Europe/Berlin' as time_zone,
        cast(custom_fields as json) as custom_fields,
        cast(party as varchar) as party,
        cast(channel as varchar) as channel,
        cast(label as varchar) as label,
        cast(value as varchar) as value,
        cast(country as varchar) as country,
        cast(is_primary as boolean) as is_primary,
        1000 as ordinal
    from stg_legacy_crm__contact_emails
),

mailing__subscribers__contact_point__email__primary as (
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
        cast(null as json) as custom_fields,
        record_name as party,
        'email' as channel,
        'primary' as label,
        email__primary as value,
        country,
        true as is_primary,
        1 as ordinal
    from stg_mailing__subscribers
    where email__primary is not null
),

web_forms__google_form__contact_point__email__primary as (
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
        cast(null as json) as custom_fields,
        record_name as party,
        'email' as channel,
        'primary' as label,
        email__primary as value,
        country,
        true as is_primary,
        1 as ordinal
    from stg_web_forms__google_form
    where email__primary is not null
),

web_forms__google_form__contact_point__phone__primary as (
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
        cast(null as json) as custom_fields,
        record_name as party,
        'phone' as channel,
        'primary' as label,
        phone__primary as value,
        coalesce(phone__primary__country, country) as country,
        true as is_primary,
        2 as ordinal
    from stg_web_forms__google_form
    where phone__primary is not null
),

web_forms__site_posts__contact_point__email__primary as (
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
        cast(null as json) as custom_fields,
        record_name as party,
        'email' as channel,
        'primary' as label,
        email__primary as value,
        country,
        true as is_primary,
        1 as ordinal
    from stg_web_forms__site_posts
    where email__primary is not null
),

web_forms__site_posts__contact_point__phone__primary as (
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
        cast(null as json) as custom_fields,
        record_name as party,
        'phone' as channel,
        'primary' as label,
        phone__primary as value,
        coalesce(phone__primary__country, country) as country,
        true as is_primary,
        2 as ordinal
    from stg_web_forms__site_posts
    where phone__primary is not null
),

united as (
    select * from accounting__counterparties__contact_point__email__primary
    union all
    select * from accounting__counterparties__contact_point__phone__primary
    union all
    select * from accounting__ledger__contact_point__phone__primary
    union all
    select * from accounting__ledger__contact_point__email__primary
    union all
    select * from legacy_crm__accounts__contact_point__phone__office
    union all
    select * from legacy_crm__accounts__contact_point__phone__alternate
    union all
    select * from legacy_crm__accounts__contact_point__website__website
    union all
    select * from legacy_crm__contacts__contact_point__phone__mobile
    union all
    select * from legacy_crm__contacts__contact_point__phone__work
    union all
    select * from legacy_crm__contacts__contact_point__phone__home
    union all
    select * from legacy_crm__leads__contact_point__phone__mobile
    union all
    select * from legacy_crm__leads__contact_point__phone__work
    union all
    select * from legacy_crm__contact_emails__rows
    union all
    select * from mailing__subscribers__contact_point__email__primary
    union all
    select * from web_forms__google_form__contact_point__email__primary
    union all
    select * from web_forms__google_form__contact_point__phone__primary
    union all
    select * from web_forms__site_posts__contact_point__email__primary
    union all
    select * from web_forms__site_posts__contact_point__phone__primary
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
    party,
    channel,
    label,
    value,
    country,
    is_primary,
    row_number() over (partition by record_name order by ordinal, label, source_key) as position,
    {{ onefold.value_id(['channel', 'value', 'country']) }} as value_id
from united
