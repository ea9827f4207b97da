-- written by `onefold source build` from sources/*.yml; edit that file
-- content 308e8dd409ff3cf3
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

stg_web_forms__google_form as (
    select * from {{ ref('stg_web_forms__google_form') }}
),

stg_web_forms__site_posts as (
    select * from {{ ref('stg_web_forms__site_posts') }}
),

accounting__counterparties__address__registered as (
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
        'registered' as label,
        cast(null as varchar) as full_address,
        address__registered__street as street,
        cast(null as varchar) as street_2,
        cast(null as varchar) as house_number,
        cast(null as varchar) as unit,
        address__registered__postcode as postcode,
        address__registered__city as city,
        cast(null as varchar) as state,
        coalesce(address__registered__country, country) as country,
        1 as ordinal
    from stg_accounting__counterparties
    where
        address__registered__street is not null
        or address__registered__city is not null
        or address__registered__postcode is not null
),

accounting__ledger__address__primary as (
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
        'primary' as label,
        address__primary__full_address as full_address,
        cast(null as varchar) as street,
        cast(null as varchar) as street_2,
        cast(null as varchar) as house_number,
        cast(null as varchar) as unit,
        cast(null as varchar) as postcode,
        cast(null as varchar) as city,
        cast(null as varchar) as state,
        coalesce(address__primary__country, country) as country,
        1 as ordinal
    from stg_accounting__ledger
    where address__primary__full_address is not null
),

legacy_crm__accounts__address__billing as (
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
        'billing' as label,
        cast(null as varchar) as full_address,
        address__billing__street as street,
        cast(null as varchar) as street_2,
        cast(null as varchar) as house_number,
        cast(null as varchar) as unit,
        address__billing__postcode as postcode,
        address__billing__city as city,
        address__billing__state as state,
        coalesce(address__billing__country, country) as country,
        1 as ordinal
    from stg_legacy_crm__accounts
    where
        address__billing__street is not null
        or address__billing__city is not null
        or address__billing__state is not null
        or address__billing__postcode is not null
),

legacy_crm__contacts__address__primary as (
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
        'primary' as label,
        cast(null as varchar) as full_address,
        address__primary__street as street,
        cast(null as varchar) as street_2,
        cast(null as varchar) as house_number,
        cast(null as varchar) as unit,
        address__primary__postcode as postcode,
        address__primary__city as city,
        address__primary__state as state,
        coalesce(address__primary__country, country) as country,
        1 as ordinal
    from stg_legacy_crm__contacts
    where
        address__primary__street is not null
        or address__primary__city is not null
        or address__primary__state is not null
        or address__primary__postcode is not null
),

legacy_crm__leads__address__primary as (
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
        'primary' as label,
        cast(null as varchar) as full_address,
        address__primary__street as street,
        cast(null as varchar) as street_2,
        cast(null as varchar) as house_number,
        cast(null as varchar) as unit,
        address__primary__postcode as postcode,
        address__primary__city as city,
        address__primary__state as state,
        coalesce(address__primary__country, country) as country,
        1 as ordinal
    from stg_legacy_crm__leads
    where
        address__primary__street is not null
        or address__primary__city is not null
        or address__primary__state is not null
        or address__primary__postcode is not null
),

web_forms__google_form__address__primary as (
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
        'primary' as label,
        cast(null as varchar) as full_address,
        cast(null as varchar) as street,
        cast(null as varchar) as street_2,
        cast(null as varchar) as house_number,
        cast(null as varchar) as unit,
        cast(null as varchar) as postcode,
        address__primary__city as city,
        cast(null as varchar) as state,
        coalesce(address__primary__country, country) as country,
        1 as ordinal
    from stg_web_forms__google_form
    where address__primary__city is not null
),

web_forms__site_posts__address__primary as (
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
        'primary' as label,
        cast(null as varchar) as full_address,
        cast(null as varchar) as street,
        cast(null as varchar) as street_2,
        cast(null as varchar) as house_number,
        cast(null as varchar) as unit,
        cast(null as varchar) as postcode,
        address__primary__city as city,
        cast(null as varchar) as state,
        coalesce(address__primary__country, country) as country,
        1 as ordinal
    from stg_web_forms__site_posts
    where address__primary__city is not null
),

united as (
    select * from accounting__counterparties__address__registered
    union all
    select * from accounting__ledger__address__primary
    union all
    select * from legacy_crm__accounts__address__billing
    union all
    select * from legacy_crm__contacts__address__primary
    union all
    select * from legacy_crm__leads__address__primary
    union all
    select * from web_forms__google_form__address__primary
    union all
    select * from web_forms__site_posts__address__primary
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
    label,
    full_address,
    street,
    street_2,
    house_number,
    unit,
    postcode,
    city,
    state,
    country,
    row_number() over (partition by record_name order by ordinal, label, source_key) as position,
    {{ onefold.value_id([
        'full_address',
        'street',
        'street_2',
        'house_number',
        'unit',
        'postcode',
        'city',
        'state',
        'country'
    ]) }} as address_id
from united
