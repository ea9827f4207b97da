-- written by `onefold source build` from sources/new_crm.yml; edit that file
-- content a779e4df80f1aadd
with

latest as (
    select *
    from {{ source('raw_new_crm', 'deals') }}
    qualify row_number() over (
        partition by record_id
        order by (_of_deleted_at is null) desc, _of_loaded_at desc
    ) = 1
),

received as (
    select
        cast(record_id as varchar) as record_id,
        {{ onefold.clean_text('archived') }} as archived,
        {{ onefold.clean_text('deal_name') }} as deal_name,
        {{ onefold.clean_text('pipeline') }} as pipeline,
        {{ onefold.clean_text('deal_stage') }} as deal_stage,
        {{ onefold.clean_text('amount') }} as amount,
        {{ onefold.clean_text('currency') }} as currency,
        nullif(cast(product_sku as varchar), '') as product_sku,
        {{ onefold.clean_text('department') }} as department,
        {{ onefold.clean_text('company') }} as company,
        nullif(cast(form_submission as varchar), '') as form_submission,
        nullif(cast(deal_owner as varchar), '') as deal_owner,
        {{ onefold.clean_text('campaign') }} as campaign,
        {{ onefold.clean_text('original_source') }} as original_source,
        {{ onefold.clean_text('closed_lost_reason') }} as closed_lost_reason,
        {{ onefold.clean_date_text('close_date') }} as close_date,
        {{ onefold.clean_date_text('won_at') }} as won_at,
        {{ onefold.clean_date_text('create_date') }} as create_date,
        {{ onefold.clean_date_text('last_modified_date') }} as last_modified_date,
        _of_deleted_at
    from latest
),

typed as (
    select
        *,
        {{ onefold.read_decimal('amount', '.') }} as as__amount,
        {{ onefold.read_date('close_date', 'UTC') }} as as__closes_on,
        {{ onefold.read_timestamp('won_at', 'UTC') }} as as__won_at,
        {{ onefold.read_timestamp('create_date', 'UTC') }} as as__created_at,
        {{ onefold.read_timestamp('last_modified_date', 'UTC') }} as as__updated_at
    from received
)

select
    ---------- ids
    {{ onefold.record_name('new_crm', 'deals', ['record_id']) }} as record_name,
    'new_crm' as source,
    'deals' as object,
    record_id as source_key,
    cast(70 as bigint) as trust,

    ---------- times and state
    as__created_at as created_at,
    as__updated_at as updated_at,
    (_of_deleted_at is not null) as is_deleted,
    case
        when (_of_deleted_at is not null) then 'deleted'
        when coalesce({{ onefold.read_boolean('archived') }} = true, false) then 'archived'
        else 'active'
    end as record_state,
    'UTC' as time_zone,
    cast(null as json) as custom_fields,

    ---------- deal
    {{ onefold.record_name('web_forms', 'site_posts', ['form_submission']) }} as party,
    deal_name as name,
    deal_stage as stage,
    as__amount as amount,
    coalesce(currency, 'EUR') as currency,
    {{ onefold.record_name('new_crm', 'owners', ['deal_owner']) }} as owner,
    as__closes_on as closes_on,
    original_source as lead_source,
    pipeline,
    {{ onefold.record_name('shop', 'products', ['product_sku']) }} as product,
    department,
    company,
    campaign,
    closed_lost_reason as lost_reason,
    as__won_at as won_at,

    ---------- what could not be read
    {{ onefold.names_that_hold([
        ['amount', 'amount is not null and as__amount is null'],
        ['closes_on', 'close_date is not null and as__closes_on is null'],
        ['won_at', 'won_at is not null and as__won_at is null'],
        ['created_at', 'create_date is not null and as__created_at is null'],
        ['updated_at', 'last_modified_date is not null and as__updated_at is null']
    ]) }} as _type_failures,
    cast(null as varchar[]) as _unknown_codes
from typed
