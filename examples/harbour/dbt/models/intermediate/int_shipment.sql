-- written by `onefold source build` from sources/*.yml; edit that file
-- content 053902e602025205
select
    cast(null as varchar) as record_name,
    cast(null as varchar) as source,
    cast(null as varchar) as object,
    cast(null as varchar) as source_key,
    cast(null as bigint) as trust,
    cast(null as timestamp) as created_at,
    cast(null as timestamp) as updated_at,
    cast(null as boolean) as is_deleted,
    cast(null as varchar) as record_state,
    cast(null as varchar) as time_zone,
    cast(null as json) as custom_fields,
    cast(null as varchar) as party,
    cast(null as varchar) as "order",
    cast(null as varchar) as number,
    cast(null as varchar) as carrier,
    cast(null as varchar) as tracking_number,
    cast(null as varchar) as status,
    cast(null as varchar) as country,
    cast(null as timestamp) as shipped_at,
    cast(null as date) as expected_on,
    cast(null as timestamp) as delivered_at,
    cast(null as decimal(18, 4)) as amount,
    cast(null as varchar) as currency
where false
